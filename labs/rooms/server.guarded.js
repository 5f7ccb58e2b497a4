// The House with a guard: who may join a room, and that only its members speak.
const guests = { attic: ["Alice", "Bob"] }; // others are open

function invited(name, room) {
  if (typeof room !== "string") return false;
  if (!/^[a-z]{1,20}$/.test(room)) return false; // an id
  if (!Object.hasOwn(guests, room)) return true;
  return guests[room].includes(name);
}

io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;
  console.log(`a user connected ${socket.id}`);

  socket.on("join", (room, ack) => {
    if (!invited(name, room)) {
      ack?.({ ok: false, why: "not invited" });
      return;
    }
    socket.join(room);
    socket.to(room).emit("arrived", { name, room });
    ack?.({ ok: true });
  });

  socket.on("leave", (room, ack) => {
    socket.leave(room);
    socket.to(room).emit("left", { name, room });
    ack?.({ ok: true });
  });

  socket.on("say", (room, text, ack) => {
    if (!socket.rooms.has(room)) {
      ack?.({ ok: false, why: "not a member" });
      return;
    }
    io.to(room).emit("said", { from: name, room, text });
    ack?.({ ok: true });
  });

  socket.on("where", (ack) => ack?.([...socket.rooms]));

  socket.on("disconnecting", () => {
    for (const room of socket.rooms) {
      socket.to(room).emit("left", { name, room });
    }
  });
  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
