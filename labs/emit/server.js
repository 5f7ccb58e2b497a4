// The Mailbox, relay off: the server reads the message and sends nothing.
io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  socket.on("chat message", (text) => {
    console.log(`message: ${text}`);
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
