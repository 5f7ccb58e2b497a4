// The chat of the official tutorial: whatever one client writes, everybody receives.
io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  socket.on("chat message", (text) => {
    console.log(`message: ${text}`);
    io.emit("chat message", text);
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
