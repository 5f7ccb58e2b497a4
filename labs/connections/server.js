// The House log: nobody says anything, and the log tells who comes and who goes.
io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
