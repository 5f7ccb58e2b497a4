// The Switchboard with a room ops in each namespace, and a doorkeeper at /admin.
admin.use((socket, next) => {
  const isStaff = ["Carol", "Dave"].includes(socket.handshake.auth.name);
  next(isStaff ? undefined : new Error("staff only"));
});

io.on("connection", (socket) => {
  if (socket.handshake.auth.name === "Alice") socket.join("ops");
});
admin.on("connection", (socket) => {
  if (socket.handshake.auth.name === "Carol") socket.join("ops");
});
