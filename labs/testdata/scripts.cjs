// What the people of drive.cjs do in each lab and mode.
module.exports = ({ Person, step, gone, connect, people }) => {
  const say = (title, text) => (person) => step(title, person, (p) => p.emit("chat message", text));

  async function mailbox() {
    const { Alice, Bob } = await connect("Alice", "Bob", "Carol", "Dave");
    await say("Alice says hello", "Hello, <b>everybody</b>")(Alice);
    await say("Bob answers", "Grüße 👋")(Bob);
    await step("Alice misspells the event", Alice, (p) => p.emit("Chat Message", "Hello"));
    await step("Alice asks for a receipt that nobody gives", Alice, (p) => p.emit("where", () => {}));
  }

  async function chat() {
    await mailbox();
    const { Carol, Dave } = Object.fromEntries(people);
    await step("Carol presses disconnect", Carol, (p) => void p.sockets["/"].disconnect());
    await say("Dave wonders", "Where is Carol?")(Dave);
    await step("Dave closes his tab", Dave, (p) => p.close());
  }

  async function rooms() {
    const { Alice, Bob, Carol, Dave } = await connect("Alice", "Bob", "Carol", "Dave");
    const ask = (title, person, ...request) => step(title, person, (p) => p.ask("/", ...request));
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
    await step("Alice joins again and wants no receipt", Alice, (p) => p.emit("join", "kitchen"));
    await ask("Carol joins the kitchen", Carol, "join", "kitchen");
    await gone("Bob closes his tab", Bob, Carol, "left");
    await ask("Alice says goodbye", Alice, "say", "kitchen", "Bye, Bob");
  }

  async function switchboard() {
    const { Alice, Bob, Carol, Dave } = await connect("Alice", "Bob", "Carol", "Dave");
    const call = (title, person, base, mods = [], more = {}) =>
      step(title, person, async (p) => {
        const answer = await p.ask("/", "call", { base, mods, event: "note", ...more });
        answer.answers?.sort(); // they come in any order
        return answer;
      });
    const broadcast = { name: "broadcast" };
    const to = (...rooms) => ({ name: "to", rooms });
    const except = (...rooms) => ({ name: "except", rooms });
    const within = (ms) => ({ name: "timeout", ms });
    return { Alice, Bob, Carol, Dave, call, broadcast, to, except, within };
  }

  async function plain() {
    const { Alice, Bob, Carol, call, broadcast, to, except, within } = await switchboard();
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
    await step("Alice asks for no answer", Alice, (p) => p.emit("call", { base: "io", mods: [], event: "note" }));
  }

  async function house() {
    const { Alice, Bob, Carol, Dave, call, broadcast, to, except, within } = await switchboard();
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
    await step("Carol leaves the kitchen", Carol, (p) => p.ask("/", "leave", "kitchen"));
    await call("io.to(kitchen) again", Alice, "io", [to("kitchen")]);
    await step("Bob joins the kitchen", Bob, (p) => p.ask("/", "join", "kitchen"));
    await call("and again", Alice, "io", [to("kitchen")]);
  }

  async function doors() {
    const [Alice, Bob, Carol] = ["Alice", "Bob", "Carol"].map((name) => new Person(name));
    const token = "open sesame";
    await step("Alice enters /chat", Alice, (p) => p.enter("/chat"));
    await step("Alice knocks at /admin with a wrong token", Alice, (p) => p.enter("/admin", { token: "sesame" }));
    await step("Alice asks for /boss", Alice, (p) => p.enter("/boss"));
    await step("Bob enters /chat", Bob, (p) => p.enter("/chat"));
    await step("Carol knocks at /chat without a name", Carol, (p) => p.enter("/chat", { name: "" }));
    await step("Carol enters /admin", Carol, (p) => p.enter("/admin", { token }));
    await step("Bob enters /admin", Bob, (p) => p.enter("/admin", { token }));
    await step("Alice speaks in /chat", Alice, (p) => void p.sockets["/chat"].emit("message", "Hello"));
    await step("Alice announces in /chat", Alice, (p) => void p.sockets["/chat"].emit("announce", "Party"));
    await step("Carol announces in /admin", Carol, (p) => void p.sockets["/admin"].emit("announce", "Heating is off"));
    await step("Carol speaks in /admin", Carol, (p) => void p.sockets["/admin"].emit("message", "Hello"));
    await step("Carol counts heads", Carol, (p) => p.ask("/admin", "stats"));
    await step("Carol kicks Bob out of /chat", Carol, (p) => p.ask("/admin", "kick", "Bob"));
    await step("Carol counts heads again", Carol, (p) => p.ask("/admin", "stats"));
    await step("Bob announces: he still is in /admin", Bob, (p) => void p.sockets["/admin"].emit("announce", "Ouch"));
    await step("Bob leaves /admin", Bob, (p) => void p.sockets["/admin"].disconnect());
  }

  return {
    "chat open": chat,
    "emit off": mailbox,
    "emit one": mailbox,
    "emit all": mailbox,
    "broadcast plain": plain,
    "broadcast kitchen-garden": house,
    "rooms open": rooms,
    "namespaces open": doors,
  };
};
