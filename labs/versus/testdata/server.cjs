// The official server, with the handlers of serveOurs in server_test.go.
const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { serveClient: false });
io.on("connection", (socket) => {
  socket.on("chat message", (text, room) => (room ? io.to(room) : io).emit("chat message", text));
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack();
  });
  socket.on("echo", (value, ack) => ack(value));
});
http.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${http.address().port}`));
process.stdin.on("end", () => process.exit()).resume();
