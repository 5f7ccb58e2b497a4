// What people do in each lab and mode; see drive.cjs.

async function mailbox(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const say = (title, person, text) => house.step(title, person, (p) => p.emit("chat message", text));
  await say("Alice says hello", Alice, "Hello, <b>everybody</b>");
  await say("Bob answers", Bob, "Grüße 👋");
  await house.step("Alice misspells the event", Alice, (p) => p.emit("Chat Message", "Hello"));
  await house.step("Alice asks for a receipt that nobody gives", Alice, (p) => p.emit("where", () => {}));
}

async function chat(house) {
  await mailbox(house);
  const { Carol, Dave } = Object.fromEntries(house.people);
  await house.step("Carol presses disconnect", Carol, (p) => void p.sockets["/"].disconnect());
  await house.step("Dave wonders", Dave, (p) => p.emit("chat message", "Where is Carol?"));
  await house.step("Dave closes his tab", Dave, (p) => p.close());
}

async function rooms(house) {
  const { Alice, Bob, Carol, Dave } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const ask = (title, person, ...request) => house.step(title, person, (p) => p.ask("/", ...request));
  await ask("Alice joins the kitchen", Alice, "join", "kitchen");
  await ask("Bob joins the kitchen", Bob, "join", "kitchen");
  await ask("Bob joins it again", Bob, "join", "kitchen");
  await ask("Carol joins the garden", Carol, "join", "garden");
  await ask("Bob joins the garden too", Bob, "join", "garden");
  await ask("Bob asks where he is", Bob, "where");
  await ask("Dave asks where he is", Dave, "where");
  await ask("Alice says something in the kitchen", Alice, "say", "kitchen", "Tea is ready");
  await ask("Dave speaks into the kitchen from outside", Dave, "say", "kitchen", "Let me in");
  await ask("Dave speaks into an empty room", Dave, "say", "attic", "Anybody?");
  await ask("Alice leaves the kitchen", Alice, "leave", "kitchen");
  await ask("Alice asks where she is", Alice, "where");
  await ask("Bob speaks into the kitchen", Bob, "say", "kitchen", "Alone at last");
  await house.step("Alice joins again and wants no receipt", Alice, (p) => p.emit("join", "kitchen"));
  await ask("Carol joins the kitchen", Carol, "join", "kitchen");
  await house.gone("Bob closes his tab", Bob, Carol, "left");
  await ask("Alice says goodbye", Alice, "say", "kitchen", "Bye, Bob");
}

const broadcast = { name: "broadcast" };
const to = (...rooms) => ({ name: "to", rooms });
const except = (...rooms) => ({ name: "except", rooms });
const within = (ms) => ({ name: "timeout", ms });

// caller returns a function that lets a person ask the Switchboard for a call.
function caller(house) {
  return (title, person, base, mods = [], more = {}) =>
    house.step(title, person, async (p) => {
      const answer = await p.ask("/", "call", { base, mods, event: "note", ...more });
      answer.answers?.sort(); // they come in any order
      return answer;
    });
}

async function switchboard(house) {
  const { Alice, Bob, Carol } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const call = caller(house);
  await call("socket.emit", Alice, "socket");
  await call("io.emit", Alice, "io");
  await call("socket.broadcast.emit", Alice, "socket", [broadcast]);
  await call("socket.broadcast.emit, the socket being Bob's", Alice, "socket", [broadcast], { as: "Bob" });
  await call("io.broadcast.emit", Alice, "io", [broadcast]);
  await call("io.broadcast.to", Alice, "io", [broadcast, to("kitchen")]);
  await call('io.of("/admin").broadcast.emit', Alice, 'io.of("/admin")', [broadcast]);
  await call("socket.broadcast.broadcast.emit", Alice, "socket", [broadcast, broadcast]);
  await call("io.except(socket.id)", Alice, "io", [except("socket.id")]);
  await call("io.except(socket.id), the socket being Bob's", Carol, "io", [except("socket.id")], { as: "Bob" });
  await call("socket.except(socket.id)", Alice, "socket", [except("socket.id")]);
  await call("io.to(socket.id)", Bob, "io", [to("socket.id")]);
  await call("socket.to(socket.id)", Bob, "socket", [to("socket.id")]);
  await call("io.to([])", Alice, "io", [to()]);
  await call('io.of("/admin").emit', Alice, 'io.of("/admin")');
  await call("as somebody who is not there", Alice, "socket", [], { as: "Eve" });
  await call("a reserved event", Alice, "io", [], { event: "disconnect" });
  await call("a base that does not exist", Alice, "clientSocket");
  await call("a link that does not exist", Alice, "io", [{ name: "toRoom", rooms: ["kitchen"] }]);
  await call("socket.timeout", Alice, "socket", [within(5000)]);
  await call("io.timeout", Alice, "io", [within(5000)]);
  await call("socket.timeout, and no answer", Alice, "socket", [within(60)], { event: "mute" });
  await call("io.timeout, and no answer", Alice, "io", [within(60)], { event: "mute" });
  await call("io.to(nowhere).timeout", Alice, "io", [to("nowhere"), within(5000)]);
  await house.step("Alice asks for no answer", Alice, (p) => p.emit("call", { base: "io", mods: [], event: "note" }));
}

async function kitchenAndGarden(house) {
  const { Alice, Bob, Carol, Dave } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const call = caller(house);
  await call("io.to(kitchen)", Alice, "io", [to("kitchen")]);
  await call("io.in(kitchen)", Alice, "io", [{ name: "in", rooms: ["kitchen"] }]);
  await call("socket.to(kitchen)", Alice, "socket", [to("kitchen")]);
  await call("socket.to(kitchen), the socket being Bob's", Bob, "socket", [to("kitchen")]);
  await call("socket.broadcast.to(kitchen)", Alice, "socket", [broadcast, to("kitchen")]);
  await call("io.to(kitchen).to(garden)", Alice, "io", [to("kitchen"), to("garden")]);
  await call("io.to([kitchen, garden])", Alice, "io", [to("kitchen", "garden")]);
  await call("io.to(kitchen).except(garden)", Alice, "io", [to("kitchen"), except("garden")]);
  await call("io.except(kitchen)", Alice, "io", [except("kitchen")]);
  await call("io.to(kitchen).timeout", Dave, "io", [to("kitchen"), within(5000)]);
  await house.step("Carol leaves the kitchen", Carol, (p) => p.ask("/", "leave", "kitchen"));
  await call("io.to(kitchen) again", Alice, "io", [to("kitchen")]);
  await house.step("Bob joins the kitchen", Bob, (p) => p.ask("/", "join", "kitchen"));
  await call("and again", Alice, "io", [to("kitchen")]);
}

async function redAndBlue(house) {
  const { Alice, Bob, Carol } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const call = caller(house);
  for (const name of ["Alice", "Dave"]) await house.step(`${name} enters /admin`, house.people.get(name), (p) => p.enter("/admin"));
  await call("io.to(red)", Alice, "io", [to("red")]);
  await call("socket.to(blue)", Alice, "socket", [to("blue")]);
  await call('io.of("/admin").to(red)', Alice, 'io.of("/admin")', [to("red")]);
  await call("io.sockets", Alice, "io.sockets");
  await call('io.of("/")', Alice, 'io.of("/")');
  await call("io.local.except(red)", Alice, "io", [{ name: "local" }, except("red")]);
  await call("socket.local", Bob, "socket", [{ name: "local" }]);
  await call("io.send", Alice, "io", [{ name: "send" }], { event: "" });
  await call("io.emit with a callback and without timeout", Alice, "io", [], { event: "mute", ack: true });
  await call("socket.emit with a callback", Alice, "socket", [], { ack: true });
  await call("socket.join, then io.to", Carol, "socket", [{ name: "join", rooms: ["attic"] }], {
    event: "",
    then: { base: "io", mods: [to("attic")], event: "note" },
  });
  await call("socket.leave", Bob, "socket", [{ name: "leave", rooms: ["red"] }], { event: "" });
  await call("io.in(blue).socketsJoin(red)", Alice, "io", [to("blue"), { name: "socketsJoin", rooms: ["red"] }], { event: "" });
  await call("io.to(red) again", Alice, "io", [to("red")]);
}

async function opsTwice(house) {
  const { Alice, Carol } = await house.connect("Alice", "Carol");
  const call = caller(house);
  await house.step("Alice asks for /admin", Alice, (p) => p.enter("/admin"));
  await house.step("Carol enters /admin", Carol, (p) => p.enter("/admin"));
  await call("io.to(ops)", Alice, "io", [to("ops")]);
  await call('io.of("/admin").to(ops)', Alice, 'io.of("/admin")', [to("ops")]);
}

async function userRooms(house) {
  const { Alice } = await house.connect("Alice", "Bob");
  const call = caller(house);
  await call("io.to(user:Bob)", Alice, "io", [to("user:Bob")]);
  await call("socket.to(user:Alice)", Alice, "socket", [to("user:Alice")]);
  const auth = { name: "Carol", call: { base: "socket", mods: [broadcast], event: "note" } };
  await house.step("Carol comes with a call", house.person("Carol"), (p) => p.enter("/", auth));
}

// With recovery each event has an offset of its own at its end, so nobody is sent one here.
async function withRecovery(house) {
  const { Alice } = await house.connect("Alice", "Bob");
  await caller(house)("io.broadcast.emit", Alice, "io", [broadcast]);
}

async function doors(house) {
  const [Alice, Bob, Carol] = ["Alice", "Bob", "Carol"].map((name) => house.person(name));
  const token = "open sesame";
  const enter = (title, person, namespace, auth) => house.step(title, person, (p) => p.enter(namespace, auth));
  const emit = (title, person, namespace, ...event) =>
    house.step(title, person, (p) => void p.sockets[namespace].emit(...event));
  await enter("Alice enters /chat", Alice, "/chat");
  await enter("Alice knocks at /admin with a wrong token", Alice, "/admin", { token: "sesame" });
  await enter("Alice asks for /boss", Alice, "/boss");
  await enter("Bob enters /chat", Bob, "/chat");
  await enter("Carol knocks at /chat without a name", Carol, "/chat", { name: "" });
  await enter("Carol enters /admin", Carol, "/admin", { token });
  await enter("Bob enters /admin", Bob, "/admin", { token });
  await emit("Alice speaks in /chat", Alice, "/chat", "message", "Hello");
  await emit("Alice announces in /chat", Alice, "/chat", "announce", "Party");
  await emit("Carol announces in /admin", Carol, "/admin", "announce", "Heating is off");
  await emit("Carol speaks in /admin", Carol, "/admin", "message", "Hello");
  await house.step("Carol counts heads", Carol, (p) => p.ask("/admin", "stats"));
  await house.step("Carol kicks Bob out of /chat", Carol, (p) => p.ask("/admin", "kick", "Bob"));
  await house.step("Carol counts heads again", Carol, (p) => p.ask("/admin", "stats"));
  await emit("Bob announces: he still is in /admin", Bob, "/admin", "announce", "Ouch");
  await house.step("Bob leaves /admin", Bob, (p) => void p.sockets["/admin"].disconnect());
}

module.exports = {
  "chat open": chat,
  "emit off": mailbox,
  "emit one": mailbox,
  "emit all": mailbox,
  "broadcast plain": switchboard,
  "broadcast kitchen-garden": kitchenAndGarden,
  "broadcast red-blue": redAndBlue,
  "broadcast staff": opsTwice,
  "broadcast tabs": userRooms,
  "broadcast recovery": withRecovery,
  "rooms open": rooms,
  "namespaces open": doors,
};
