// Three doors: /chat for everybody with a name, /admin for whoever knows the token, and /boss, which does not exist.
const chat = io.of("/chat");
const admin = io.of("/admin");

chat.use((socket, next) => {
  const { name } = socket.handshake.auth;
  next(name ? undefined : new Error("say your name"));
});

admin.use((socket, next) => {
  const { token } = socket.handshake.auth;
  if (token === "open sesame") next();
  else next(new Error("not authorized"));
});

chat.on("connection", (socket) => {
  const { name } = socket.handshake.auth;
  log(socket);

  socket.on("message", (text) => {
    chat.emit("message", { from: name, text });
  });
});

admin.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;
  log(socket);

  socket.on("announce", (text) => {
    chat.emit("announcement", { from: name, text });
  });
  socket.on("stats", (ack) => {
    const heads = (namespace) => namespace.sockets.size;
    ack?.({ admin: heads(admin), chat: heads(chat) });
  });
  socket.on("kick", (name, ack) => {
    kick(name);
    ack?.({ ok: true });
  });
});

// Ends somebody's sockets in /chat. In /admin the same person stays.
function kick(name) {
  for (const socket of chat.sockets.values()) {
    const { auth } = socket.handshake;
    if (auth.name === name) socket.disconnect();
  }
}

function log(socket) {
  const { id, nsp } = socket;
  console.log(`a user connected ${id} to ${nsp.name}`);
  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${id} (${reason})`);
  });
}
