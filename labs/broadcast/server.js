// The Switchboard: makes exactly the call that somebody asks for, and answers what became of it.
const admin = io.of("/admin");
let n = 0;

for (const namespace of [io, admin]) {
  namespace.on("connection", (socket) => {
    console.log(`a user connected ${socket.id}`);
    socket.on("call", (call, ack) => makeCall(socket, call, (reply) => ack?.(reply)));
    const { call } = socket.handshake.auth;
    if (call) makeCall(socket, call, () => {}); // the connection handler is to make a call too
    socket.on("disconnect", (reason) => console.log(`user disconnected ${socket.id} (${reason})`));
  });
}

function makeCall(asker, { as, base, mods, event, ack, then }, reply) {
  try {
    const socket = as ? socketOf(asker.nsp, as) : asker;
    const bases = { io, socket, "io.sockets": io.sockets, 'io.of("/")': io.of("/"), 'io.of("/admin")': admin };
    let target = bases[base];
    for (const mod of mods ?? []) target = modify(target, mod, socket);

    const timed = mods?.some((mod) => mod.name === "timeout");
    if (ack || timed) {
      target.emit(event, { n: ++n }, (...values) => {
        const err = target === socket && !timed ? null : values.shift(); // who may wait for ever gets no error
        const answers = target === socket ? values : values[0]; // a broadcast gives one list
        reply({ answers, ok: !err, why: err?.message });
      });
      return;
    }
    if (event) target.emit(event, { n: ++n });
    if (then) makeCall(asker, then, reply);
    else reply({ ok: true });
  } catch (err) {
    reply({ ok: false, why: err instanceof TypeError ? String(err) : err.message });
  }
}

function modify(target, { name, rooms, ms }, socket) {
  const named = (rooms ?? []).map((room) => (room === "socket.id" ? socket.id : room));
  switch (name) {
    case "broadcast": case "local": case "volatile": return target[name]; // io has no broadcast
    case "to": case "in": case "except": case "join": case "socketsJoin": return target[name](named);
    case "leave": return named.forEach((room) => target.leave(room));
    case "timeout": return target.timeout(ms);
    case "send": return target.send({ n: ++n });
  }
  throw new TypeError(`${name} is not a function`);
}

function socketOf(namespace, name) {
  for (const socket of namespace.sockets.values()) {
    if (socket.handshake.auth.name === name) return socket;
  }
  throw new Error(`nobody here is called ${name}`);
}
