// The House: clients ask to join, leave and speak, and the server does it for them.
io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;
  console.log(`a user connected ${socket.id}`);

  socket.on("join", (room, ack) => {
    socket.join(room);
    socket.to(room).emit("arrived", { name, room });
    ack?.({ ok: true });
  });

  socket.on("leave", (room, ack) => {
    socket.leave(room);
    socket.to(room).emit("left", { name, room });
    ack?.({ ok: true });
  });

  socket.on("say", (room, text, ack) => {
    io.to(room).emit("said", { from: name, room, text });
    ack?.({ ok: true });
  });

  socket.on("where", (ack) => {
    ack?.([...socket.rooms]);
  });

  // In "disconnecting" the socket still is in its rooms.
  socket.on("disconnecting", () => {
    for (const room of socket.rooms) {
      socket.to(room).emit("left", { name, room });
    }
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
