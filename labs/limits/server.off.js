// The Gate, open: whatever comes is passed on.
io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  socket.on("chat message", (value, ack) => {
    io.emit("chat message", value);
    ack?.({ ok: true });
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
