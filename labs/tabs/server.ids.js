// Private notes to an id: each reaches one tab.
io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;
  console.log(`a user connected ${socket.id}`);

  socket.on("private", (id, text, ack) => {
    io.to(id).emit("private", { from: name, text });
    ack?.({ ok: true });
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
