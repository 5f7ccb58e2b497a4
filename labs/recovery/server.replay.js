// A clock whose ticks are kept: a client that comes back says the last number that it has, and gets the rest.
const ticks = [];
let n = 0;

io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  // Somebody new brings no number, and has missed nothing.
  const { since } = socket.handshake.auth;
  const known = typeof since === "number";
  for (const tick of ticks) {
    if (known && tick.n > since) socket.emit("tick", tick);
  }
  socket.join("up to date");

  socket.on("chat message", (text) => {
    console.log(`message: ${text}`);
    io.emit("chat message", text);
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});

setInterval(() => {
  n++;
  ticks.push({ n });
  if (ticks.length > 200) ticks.shift(); // one minute
  io.to("up to date").emit("tick", { n });
}, 300);
