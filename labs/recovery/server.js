// A clock that everybody hears. The server keeps nothing for those who are away.
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

let n = 0;

setInterval(() => {
  n++;
  io.emit("tick", { n });
}, 300);
