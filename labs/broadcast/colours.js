// The Switchboard with the rooms red and blue, and another room red in /admin.
stand(io, { Alice: ["red"], Bob: ["red", "blue"], Carol: ["blue"] });
stand(admin, { Dave: ["red"] });

// stand says in which rooms people are when they connect.
function stand(namespace, rooms) {
  namespace.on("connection", (socket) => {
    socket.join(rooms[socket.handshake.auth.name] ?? []);
  });
}
