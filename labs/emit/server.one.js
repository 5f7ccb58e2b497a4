// The Mailbox, answering one client, the one whose message it is.
io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  socket.on("chat message", (text) => {
    console.log(`message: ${text}`);
    socket.emit("chat message", text);
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
