// The House brings people back into their rooms when they connect again.
const known = new Map(); // who was where when last seen

io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;

  for (const room of known.get(name) ?? []) {
    socket.join(room);
    socket.to(room).emit("arrived", { name, room });
  }

  function remember() {
    const rooms = new Set(socket.rooms);
    rooms.delete(socket.id); // there will be another id
    known.set(name, rooms);
  }

  socket.on("join", remember); // after the other handler
  socket.on("leave", remember);
});
