// The Mailbox once more, and small enough to follow it frame by frame.
io.on("connection", (socket) => {
  logLife(socket);

  socket.on("chat message", (text, ack) => {
    io.emit("chat message", text);
    ack?.("ok");
  });
});

io.of("/admin").on("connection", logLife);

function logLife(socket) {
  const { id, nsp } = socket;
  console.log(`a user connected ${id} to ${nsp.name}`);
  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${id} (${reason})`);
  });
}
