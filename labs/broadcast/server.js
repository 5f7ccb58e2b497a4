// The Switchboard: makes exactly the call that somebody asks for, and answers what became of it.
const admin = io.of("/admin");
let n = 0;

for (const namespace of [io, admin]) {
  namespace.on("connection", (socket) => {
    console.log(`a user connected ${socket.id}`);
    socket.on("call", (call, ack) => makeCall(socket, call, (reply) => ack?.(reply)));
    socket.on("disconnect", (reason) => console.log(`user disconnected ${socket.id} (${reason})`));
  });
}

function makeCall(asker, { as, base, mods = [], event }, reply) {
  try {
    const socket = as ? socketOf(asker.nsp, as) : asker;
    let target = { io, socket, 'io.of("/admin")': admin }[base];
    for (const mod of mods) target = modify(target, mod, socket);

    if (mods.some((mod) => mod.name === "timeout")) {
      target.emit(event, { n: ++n }, (err, ...values) => {
        const answers = target === socket ? values : values[0]; // a broadcast gives one list
        reply({ answers, ok: !err, why: err?.message });
      });
    } else {
      target.emit(event, { n: ++n });
      reply({ ok: true });
    }
  } catch (err) {
    reply({ ok: false, why: err instanceof TypeError ? String(err) : err.message });
  }
}

function modify(target, { name, rooms = [], ms }, socket) {
  const named = rooms.map((room) => (room === "socket.id" ? socket.id : room));
  switch (name) {
    case "broadcast": return target.broadcast; // undefined, unless target is a socket
    case "to": return target.to(named);
    case "in": return target.in(named);
    case "except": return target.except(named);
    case "timeout": return target.timeout(ms);
  }
  throw new TypeError(`${name} is not a function`);
}

function socketOf(namespace, name) {
  for (const socket of namespace.sockets.values()) {
    if (socket.handshake.auth.name === name) return socket;
  }
  throw new Error(`nobody here is called ${name}`);
}
