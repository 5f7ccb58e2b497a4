// The house of the Switchboard: where people stand when they connect, and how they move.
const rooms = { Alice: ["kitchen"], Carol: ["kitchen", "garden"], Dave: ["garden"] };

io.on("connection", (socket) => {
  socket.join(rooms[socket.handshake.auth.name] ?? []);
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack?.({ ok: true });
  });
  socket.on("leave", (room, ack) => {
    socket.leave(room);
    ack?.({ ok: true });
  });
});
