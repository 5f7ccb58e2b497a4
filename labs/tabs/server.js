// Private notes to a person: a room for each, with all their tabs in it.
io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth; // to be checked
  console.log(`a user connected ${socket.id}`);

  socket.join(`user:${name}`);

  socket.on("private", (to, text, ack) => {
    io.to(`user:${to}`).emit("private", { from: name, text });
    ack?.({ ok: true });
  });

  // The sender's tabs, but for the one that sends.
  socket.on("other tabs", (text, ack) => {
    const note = { from: name, text };
    socket.to(`user:${name}`).emit("private", note);
    ack?.({ ok: true });
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
