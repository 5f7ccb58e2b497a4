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

async function log(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob");
  await house.step("Alice says something", Alice, (p) => p.emit("chat message", "Hello"));
  await house.step("Bob closes his tab", Bob, (p) => p.close());
}

async function clock(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob");
  await house.step("Two ticks come unasked", Alice, async () => {
    await Promise.all([Alice.hear(2), Bob.hear(2)]);
    return [Alice, Bob].every((p) => inARow(p.ticks));
  });
}

const inARow = (ticks) => ticks.every((n, i) => i === 0 || n === ticks[i - 1] + 1);

async function receipts(house) {
  const { Alice, Bob, Dave } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const ask = (title, person, ...request) => house.step(title, person, (p) => p.ask("/", ...request));
  await ask("Alice orders", Alice, "order", "tea");
  await ask("Bob orders", Bob, "order", "cake");
  await house.step("Alice orders and wants no receipt", Alice, (p) => p.emit("order", "milk"));
  await house.step("Alice waits a little for one who is silent", Alice, (p) => p.askWithin(50, "silent", "tea"));
  await house.step("Bob is too impatient for a slow one", Bob, (p) => p.askWithin(50, "slow", "soup"));
  await ask("Alice is not", Alice, "slow", "pie");
  await ask("The soup was made all the same", Bob, "order", "bread");
  const rollCall = (title, ms) =>
    house.step(title, Alice, async (p) => {
      const answer = await p.ask("/", "roll call", ms);
      if (ms === 0) delete answer.answers; // a quick one may be there
      answer.answers?.sort();
      return answer;
    });
  await rollCall("The roll is called", 10_000);
  Dave.mute = true;
  await rollCall("It is called while Dave is mute", 2500);
  await rollCall("It is called without a limit", 0);
}

async function askingIsNotJoining(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob");
  const ask = (title, person, ...request) => house.step(title, person, (p) => p.ask("/", ...request));
  await house.step("Bob asks to join the kitchen", Bob, (p) => p.askWithin(50, "join", "kitchen"));
  await ask("Bob asks where he is", Bob, "where");
  await ask("Alice speaks into the kitchen", Alice, "say", "kitchen", "Anybody?");
  await ask("Bob leaves what he is not in", Bob, "leave", "kitchen");
}

async function rejoin(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob", "Carol");
  const ask = (title, person, ...request) => house.step(title, person, (p) => p.ask("/", ...request));
  await ask("Alice joins the kitchen", Alice, "join", "kitchen");
  await ask("Bob joins the kitchen", Bob, "join", "kitchen");
  await ask("Bob joins the garden", Bob, "join", "garden");
  await ask("Bob leaves the garden", Bob, "leave", "garden");
  await house.gone("Bob loses his line", Bob, Alice, "left");
  await house.step("Bob comes back", Bob, (p) => p.back());
  await ask("Bob asks where he is", Bob, "where");
  await ask("Alice speaks into the kitchen", Alice, "say", "kitchen", "There you are");
}

async function guarded(house) {
  const { Alice, Bob, Carol, Dave } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const ask = (title, person, ...request) => house.step(title, person, (p) => p.ask("/", ...request));
  await ask("Alice joins the attic", Alice, "join", "attic");
  await ask("Bob joins the attic", Bob, "join", "attic");
  await ask("Dave wants to join the attic", Dave, "join", "attic");
  await ask("Dave wants to speak into the attic", Dave, "say", "attic", "Let me in");
  await ask("Dave wants to join Alice's own room", Dave, "join", Alice.sockets["/"].id);
  await ask("Dave wants to join a room with an odd name", Dave, "join", "user:Alice");
  await ask("Dave asks where he is", Dave, "where");
  await ask("Carol joins the garden", Carol, "join", "garden");
  await ask("Dave joins the garden", Dave, "join", "garden");
  await ask("Dave speaks in the garden", Dave, "say", "garden", "Here I may");
  await ask("Alice speaks in the attic", Alice, "say", "attic", "Among us");
  await ask("Bob leaves the attic", Bob, "leave", "attic");
  await ask("Bob speaks into the attic", Bob, "say", "attic", "And now?");
  await house.gone("Dave closes his tab", Dave, Carol, "left");
}

async function byID(house) {
  const { Alice, Bob } = await house.connect("Alice", "Alice(2)", "Bob");
  const send = (title, to) => house.step(title, Bob, (p) => p.ask("/", "private", to, "Psst"));
  const old = Alice.sockets["/"].id;
  await send("Bob writes to the id of Alice's first tab", old);
  await send("Bob writes to Alice by name", "Alice");
  await house.step("Alice loses the line of that tab", Alice, (p) => p.close());
  await house.step("Alice comes back", Alice, (p) => p.back());
  await send("Bob writes to the old id", old);
  await send("Bob writes to the new id", Alice.sockets["/"].id);
}

async function byName(house) {
  const { Alice, Bob } = await house.connect("Alice", "Alice(2)", "Bob", "Carol");
  const send = (title, to) => house.step(title, Bob, (p) => p.ask("/", "private", to, "Psst"));
  await send("Bob writes to Alice", "Alice");
  await send("Bob writes to himself", "Bob");
  await send("Bob writes to nobody", "Eve");
  await house.step("Alice tells her other tabs", Alice, (p) => p.ask("/", "other tabs", "It is me"));
  await house.step("Alice loses the line of that tab", Alice, (p) => p.close());
  await house.step("Alice comes back", Alice, (p) => p.back());
  await send("Bob writes to Alice again", "Alice");
}

async function byHand(house) {
  const { Alice, Bob } = await house.connect("Alice", "Bob");
  await house.step("Alice says hello", Alice, (p) => p.emit("chat message", "Hello"));
  await house.step("Bob wants a receipt", Bob, (p) => p.ask("/", "chat message", "Hello"));
  await house.step("Alice writes a frame by hand", Alice, (p) => {
    p.manager.engine.write('2["chat message","by hand"]');
  });
  await house.step("Bob enters /admin", Bob, (p) => p.enter("/admin"));
  await house.step("Bob speaks there", Bob, (p) => void p.sockets["/admin"].emit("chat message", "Hello"));
}

// unplug cuts Bob's line for some ticks; seen gives what he brings when he comes back.
function unplug(seen) {
  return async (house) => {
    const { Alice, Bob } = await house.connect("Alice", "Bob");
    await house.step("Bob hears the clock", Bob, (p) => p.hear(2));
    await house.step("Bob loses the line, and the clock goes on", Bob, async (p) => {
      await p.close();
      await Alice.hear(3);
    });
    await house.step("Alice writes while he is away", Alice, (p) => p.emit("chat message", "Bob?"));
    await house.step("Bob writes while he is away", Bob, (p) => p.emit("chat message", "Wait for me"));
    await house.step("Bob comes back", Bob, async (p) => {
      await p.back(seen(p.ticks));
      await p.hear(5);
      return { recovered: p.sockets["/"].recovered, missed: !inARow(p.ticks) };
    });
    await house.step("Alice has missed nothing", Alice, (p) => inARow(p.ticks));
  };
}

async function openGate(house) {
  const { Alice, Dave } = await house.connect("Alice", "Dave");
  const send = (title, value) => house.step(title, Dave, (p) => p.ask("/", "chat message", value));
  await send("Dave writes", "Hello");
  await send("Dave writes as Alice", { from: "Alice", text: "Send money" });
  await send("Dave sends a blank", " ");
  await house.step("Dave sends nothing at all", Dave, (p) => p.emit("chat message"));
  await house.step("Alice sends a number", Alice, (p) => p.ask("/", "chat message", 7));
}

async function gate(house) {
  const { Alice, Bob, Carol, Dave } = await house.connect("Alice", "Bob", "Carol", "Dave");
  const send = (title, person, ...values) => house.step(title, person, (p) => p.ask("/", "chat message", ...values));
  await send("Dave writes as Alice", Dave, { from: "Alice", text: "Send money" });
  await send("Dave sends a blank", Dave, " \t\n ");
  await send("Dave sends a long text", Dave, "ha ".repeat(100));
  await send("Dave writes", Dave, "  Hello  ");
  await send("Bob sends 200 characters of two halves each", Bob, "👋".repeat(200));
  await send("Bob sends one more", Bob, "👋".repeat(201));
  await house.step("Bob sends nothing at all", Bob, (p) => p.emit("chat message"));
  await send("Bob sends nothing, and wants a receipt", Bob);
  await send("Carol sends a list", Carol, ["Hello"]);
  await send("Carol sends null", Carol, null);
  await send("Carol sends bytes", Carol, Buffer.from("Hello"));
  await house.step("Alice sends fifty at once", Alice, async (p) => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => p.ask("/", "chat message", "Spam")));
    await Promise.all([Alice, Bob, Carol, Dave].map((other) => other.barrier()));
    house.received.length = 0; // a slow machine lets some more than five pass
    const refused = answers.filter((answer) => !answer.ok);
    return { first: answers.slice(0, 5), most: refused.length > 25, refused: refused[0] };
  });
}

async function ownPages(house) {
  const enter = (title, name, origin) =>
    house.step(title, house.person(name, origin && { Origin: origin }), (p) => p.enter());
  await enter("Alice, from a program that is no browser", "Alice");
  await enter("Bob, from the lab's own page", "Bob", house.url);
  await enter("Eve, from a page of another site", "Eve", "https://evil.example");
  await enter("Mallory, from a file", "Mallory", "null");
  const { Alice } = Object.fromEntries(house.people);
  await house.step("Alice writes", Alice, (p) => p.ask("/", "chat message", "Hello"));
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
  "connections off": log,
  "connections on": clock,
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
  "acks all": receipts,
  "acks mute": receipts,
  "rooms open": rooms,
  "rooms deaf": askingIsNotJoining,
  "rooms rejoin": rejoin,
  "rooms guarded": guarded,
  "tabs ids": byID,
  "tabs user-rooms": byName,
  "namespaces open": doors,
  "wire websocket": byHand,
  "wire polling": byHand,
  "recovery nothing": unplug(() => ({})),
  "recovery recovery": unplug(() => ({})),
  "recovery replay": unplug((ticks) => ({ since: ticks.at(-1) })),
  "limits off": openGate,
  "limits on": gate,
  "limits origin": ownPages,
};
