// The servers that the transcripts want, as the official packages have them.
// fixtures_test.go has the same ones in Go: keep the two in step.
//
// One process runs them all, each on a port of its own. Commands come as lines
// of JSON on standard input, answers and facts go out on descriptor 3.
const fs = require("fs");
const http = require("http");
const readline = require("readline");
const { Server } = require("socket.io");
const engine = require("engine.io");

const report = (line) => fs.writeSync(3, JSON.stringify(line) + "\n");

// ---- options that are functions

function resolve(options) {
  const allow = options.allowRequest;
  if (allow) {
    // {"after": ms, "message": text or null, "ok": bool}; only requests with ?deny are refused
    options.allowRequest = (req, done) => {
      const deny = req.url.includes("deny");
      const answer = () => done(deny ? allow.message ?? null : null, !deny);
      allow.after ? setTimeout(answer, allow.after) : answer();
    };
  }
  return options;
}

// ---- engine: an Engine.IO server that echoes

function engineFixture(io, fact) {
  io.on("connection", (socket) => {
    fact(`open ${socket.transport.name}`);
    socket.on("message", (data) => socket.send(data));
    socket.on("upgrade", () => fact("upgrade"));
    socket.on("close", (reason) => fact(`close ${reason}`));
  });
  io.on("connection_error", ({ code, message, context }) =>
    fact(`refused ${code} ${message}${context?.name ? " " + context.name : ""}`));
}

// ---- socket: what a Socket.IO transcript may ask of every namespace

function serve(io, fact, nsp) {
  nsp.on("connection", (socket) => {
    const ns = socket.nsp.name;
    fact(`connect ${ns}${socket.recovered ? " recovered" : ""}`);
    socket.on("disconnecting", (reason) => fact(`disconnecting ${ns} ${reason} ${rooms(socket)}`));
    socket.on("disconnect", (reason) => fact(`disconnect ${ns} ${reason} ${rooms(socket)}`));
    socket.on("error", () => fact(`error ${ns}`));
    socket.on("echo", (...args) => socket.emit("echo", ...args));
    socket.on("ack", (...args) => args.pop()(...args));
    socket.on("ack-twice", (reply) => { reply(1); reply(2); });
    socket.on("ack-later", (ms, reply) => setTimeout(() => reply("late"), ms));
    socket.on("ask", (...args) => socket.emit("question", ...args, (...answers) => socket.emit("answer", ...answers)));
    socket.on("ask-timeout", (ms) =>
      socket.timeout(ms).emit("question", (err, answer) => socket.emit("answer", err ? err.message : null, answer ?? null)));
    socket.on("handshake", (reply) => {
      const { auth, query } = socket.handshake;
      reply(auth, Object.fromEntries(Object.entries(query).sort())); // Go has no order of keys
    });
    socket.on("set", (value, reply) => { socket.data.value = value; reply(); });
    socket.on("get", (reply) => reply(socket.data.value ?? null));
    socket.on("join", (names, reply) => { socket.join(names); reply(); });
    socket.on("leave", (name, reply) => { socket.leave(name); reply(); });
    socket.on("rooms", (reply) => reply([...socket.rooms].filter((room) => room !== socket.id).sort()));
    socket.on("bye", (close) => socket.disconnect(close));
    socket.on("bye-then", () => { socket.disconnect(); socket.join("x"); socket.emit("after", socket.rooms.size); });
    socket.on("throw", () => { throw new Error("a mistake in a handler"); });
    socket.on("emit-reserved", (name) => {
      try { socket.emit(name); socket.emit("answer", null); } catch (e) { socket.emit("answer", e.message); }
    });
    socket.on("volatile", (name, ...list) => { for (const x of list) socket.volatile.emit(name, x); });
    socket.on("volatile-later", (ms, name, x) => setTimeout(() => socket.volatile.emit(name, x), ms));
    socket.on("emit-later", (ms, name, x) => setTimeout(() => socket.emit(name, x), ms));
    socket.on("many", (n) => { for (let i = 1; i <= n; i++) socket.emit("many", i); });
    socket.on("release", (message) => { for (const next of (io.held ?? []).splice(0)) next(message ? new Error(message) : undefined); });
    socket.on("close-server", () => io.close());
    socket.on("close-engine", () => socket.conn.close());
    socket.on("do", (call) => perform(io, socket, call));
  });
}

const rooms = (socket) => `[${[...socket.rooms].filter((room) => room !== socket.id).join(" ")}]`;

// perform makes a call of the server API out of its description:
// {from, to: [[room…]…], except: [[room…]…], flags, timeout, emit: [event, …args], ack, fetch, join, leave, disconnect}
async function perform(io, socket, call) {
  const bases = { io, socket, broadcast: socket.broadcast, namespace: socket.nsp };
  let op = bases[call.from] ?? io.of(call.from);
  for (const name of call.to ?? []) op = op.to(name);
  for (const name of call.in ?? []) op = op.in(name);
  for (const name of call.except ?? []) op = op.except(name);
  for (const flag of call.flags ?? []) op = op[flag];
  if (call.timeout) op = op.timeout(call.timeout);
  if (call.ack) op.emit(...call.emit, (err, answers) => socket.emit("result", err ? err.message : null, answers));
  else if (call.emit) op.emit(...call.emit);
  if (call.fetch) {
    const found = await op.fetchSockets();
    socket.emit("result", found.map((s) => s.data.value ?? s.id).sort());
  }
  if (call.join) op.socketsJoin(call.join);
  if (call.leave) op.socketsLeave(call.leave);
  if ("disconnect" in call) op.disconnectSockets(call.disconnect);
}

// ---- app: "/" and the namespaces

function appFixture(io, fact) {
  serve(io, fact, io.of("/"));
  serve(io, fact, io.of("/custom"));

  const refusal = (message, data) => Object.assign(new Error(message), data === undefined ? {} : { data });
  const admin = io.of("/admin"); // wants the token; says why not
  admin.use((socket, next) => next(socket.handshake.auth.token === "secret" ? undefined : refusal("not authorized", { code: 401, hint: "token" })));
  admin.use((socket, next) => { socket.data.value = "admin"; next(); });
  serve(io, fact, admin);

  const never = io.of("/never"); // refuses without data
  never.use((socket, next) => next(refusal("never")));
  serve(io, fact, never);

  const slow = io.of("/slow"); // waits for the event "release" of anybody
  io.held = [];
  slow.use((socket, next) => io.held.push(next));
  serve(io, fact, slow);

  const early = io.of("/early"); // speaks before it accepts
  early.use((socket, next) => { socket.emit("early", 1); next(); });
  serve(io, fact, early);

  const checked = io.of("/checked"); // middleware for each packet
  checked.on("connection", (socket) => {
    const log = (kind) => (name) => name !== "log" && socket.data.log.push(`${kind} ${name}`);
    socket.data.log = [];
    socket.onAny(log("any"));
    socket.onAnyOutgoing(log("out"));
    socket.use(([name], next) => { log("use")(name); next(name === "forbidden" ? new Error("forbidden") : undefined); });
    socket.on("hello", () => log("on")("hello"));
    socket.on("forbidden", () => log("on")("forbidden"));
    socket.on("log", (reply) => reply(socket.data.log));
  });
  serve(io, fact, checked);

  const dyn = io.of(/^\/dyn-\d+$/);
  dyn.use((socket, next) => next(socket.handshake.auth.bad ? refusal("bad") : undefined));
  serve(io, fact, dyn);

  const byFunction = io.of((name, auth, next) => next(null, name.startsWith("/fn-") && auth.ok === true));
  serve(io, fact, byFunction);

  io.of("/").on("connection", (socket) => socket.on("shout", (...args) => dyn.emit("shout", ...args)));
  io.on("new_namespace", (nsp) => fact(`namespace ${nsp.name}`));
}

// ---- rooms: "/" alone, with what the adapter tells

function roomsFixture(io, fact) {
  const people = new Map();
  const who = (name) => people.get(name) ?? name;
  io.use((socket, next) => { people.set(socket.id, socket.handshake.auth.name ?? "own"); next(); });
  for (const event of ["create-room", "delete-room"]) io.of("/").adapter.on(event, (room) => fact(`${event} ${who(room)}`));
  for (const event of ["join-room", "leave-room"]) io.of("/").adapter.on(event, (room, id) => fact(`${event} ${who(room)} ${who(id)}`));
  serve(io, fact, io.of("/"));
}

const fixtures = {
  engine: (server, options, fact) => {
    const io = engine.attach(server, options);
    engineFixture(io, fact);
    return () => io.close();
  },
  app: (server, options, fact) => {
    const io = new Server(server, options);
    appFixture(io, fact);
    return () => io.close();
  },
  rooms: (server, options, fact) => {
    const io = new Server(server, options);
    roomsFixture(io, fact);
    return () => io.close();
  },
};

// ---- commands

const running = new Map();

const commands = {
  start({ id, fixture, options }) {
    if (!fixtures[fixture]) return report({ id });
    const server = http.createServer((req, res) => res.writeHead(404).end("no such page"));
    const close = fixtures[fixture](server, resolve(options), (fact) => report({ id, fact }));
    running.set(id, { server, close });
    server.listen(0, "127.0.0.1", () => report({ id, port: server.address().port }));
  },
  // Everything that had arrived before the command is handled when it is answered:
  // each turn of the loop reads all sockets that have something.
  settle({ id }) {
    let turns = 4;
    const turn = () => (turns-- > 0 ? setImmediate(turn) : report({ id }));
    turn();
  },
  stop({ id }) {
    const { server, close } = running.get(id);
    running.delete(id);
    close();
    server.close();
    server.closeAllConnections();
    report({ id });
  },
};

process.on("uncaughtException", (err) => {
  if (err.message !== "a mistake in a handler") console.error(err);
});
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => { const command = JSON.parse(line); commands[command.op](command); })
  .on("close", () => process.exit());
