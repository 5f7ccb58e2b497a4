// Three doors: /chat for everybody with a name, /admin for whoever knows the token, and /boss, which does not exist.
const chat = io.of("/chat");
const admin = io.of("/admin");

chat.use((socket, next) => {
  const { name } = socket.handshake.auth;
  next(name ? undefined : new Error("say your name"));
});

admin.use((socket, next) => {
  const { token } = socket.handshake.auth;
  next(token === "open sesame" ? undefined : new Error("not authorized"));
});

chat.on("connection", (socket) => {
  const name = enter(socket);

  socket.on("message", (text) => {
    chat.emit("message", { from: name, text });
  });
});

admin.on("connection", (socket) => {
  const name = enter(socket);

  socket.on("announce", (text) => {
    chat.emit("announcement", { from: name, text });
  });
  socket.on("stats", (ack) => {
    ack?.({ admin: admin.sockets.size, chat: chat.sockets.size });
  });
  socket.on("kick", (whom, ack) => {
    chat.in(whom).disconnectSockets(); // this room is in /chat: in /admin the same person stays
    ack?.({ ok: true });
  });
});

// In both namespaces everybody is in a room with their own name. They are two rooms.
function enter(socket) {
  const { name = "" } = socket.handshake.auth;
  socket.join(name);
  console.log(`a user connected ${socket.id} to ${socket.nsp.name}`);
  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
  return name;
}
