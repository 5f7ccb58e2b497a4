// Drives labs with the official client and prints, as JSON, what everybody received, step by step.
//
//	node drive.cjs SCRIPT TRANSPORT URL [SCRIPT TRANSPORT URL]...      TRANSPORT is polling, websocket or default
//
// "Nobody else received it" needs no sleep: after each step the actor, then everybody, asks for a namespace that does not
// exist. Packets of one connection keep their order, so the refusal comes behind whatever the server sent before it.
const { Manager } = require("socket.io-client");
const scripts = require("./scripts.cjs");

const patience = 20_000; // ms, for a loaded machine
const atOnce = 16; // plays: most of the time they wait

class Person {
  ticks = []; // numbers of the ticks received: a clock's come at any time, so they stand in no transcript
  mute = false; // acknowledges nothing

  // label is the name, or Alice(2) for a second tab.
  constructor(house, label, extraHeaders = {}) {
    this.house = house;
    this.label = label;
    this.name = label.replace(/\(\d\)$/, "");
    const transports = house.transport === "default" ? {} : { transports: [house.transport] };
    this.manager = new Manager(house.url, { autoConnect: false, reconnection: false, extraHeaders, ...transports });
    this.sockets = {};
    house.people.set(label, this);
  }

  // enter asks for a namespace and returns "connected" or why it was refused.
  async enter(namespace = "/", auth = {}) {
    const { received } = this.house;
    const label = namespace === "/" ? this.label : this.label + namespace;
    const socket = this.manager.socket(namespace, { auth: { name: this.name, ...auth } });
    this.sockets[namespace] = socket;
    socket.onAny((event, ...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
      if (socket._pid && typeof args.at(-1) === "string") args.pop(); // recovery adds an offset
      if (event === "tick") this.ticks.push(args[0].n);
      else received.push(`${label} < ${event}${args.map((arg) => " " + JSON.stringify(arg)).join("")}`);
      if (event !== "mute" && !this.mute) ack?.(`ok from ${this.name}`);
    });
    socket.on("disconnect", (reason) => received.push(`${label} disconnected (${reason})`));
    return this.connect(socket, label);
  }

  async connect(socket, label) {
    const outcome = await within(`${label} to connect`, (done) => {
      socket.once("connect", () => done("connected"));
      socket.once("connect_error", (err) => done(`refused: ${err.message}`));
      socket.connect();
    });
    if (socket.connected) {
      this.house.ids[socket.id] = label;
      this.house.connections++;
    }
    return outcome;
  }

  // back connects again after the line was lost, as the client does by itself.
  back(auth = {}) {
    const socket = this.sockets["/"];
    socket.auth = { ...socket.auth, ...auth };
    return this.connect(socket, this.label);
  }

  // hear waits for so many more ticks.
  async hear(count) {
    const enough = this.ticks.length + count;
    await within(`${this.name} to hear ${count} ticks`, (done) => {
      const look = () => (this.ticks.length >= enough ? done() : setTimeout(look, 20));
      look();
    });
  }

  emit(event, ...args) {
    this.sockets["/"].emit(event, ...args);
  }

  // ask emits in a namespace and returns the acknowledgement.
  ask(namespace, event, ...args) {
    return within(`the acknowledgement of ${event}`, (done) => this.sockets[namespace].emit(event, ...args, done));
  }

  // askWithin gives up after so many milliseconds, with the error that the client gets.
  askWithin(ms, event, ...args) {
    return this.sockets["/"].timeout(ms).emitWithAck(event, ...args).catch((err) => err.message);
  }

  async barrier() {
    if (this.manager._readyState !== "open") return;
    const probe = this.manager.socket(`/~${Math.random()}`);
    await within(`${this.name} to pass the barrier`, (done) => {
      probe.once("connect_error", done);
      probe.connect();
    });
    probe.off();
    delete this.manager.nsps[probe.nsp]; // not disconnect(): it would close a connection whose other sockets are gone
  }

  // close ends the connection as a closed tab does.
  close() {
    return within(`${this.name}'s connection to close`, (done) => {
      this.manager.once("close", () => done());
      this.manager.engine.close();
    });
  }

  // leave checks that the asked-for transport was used, then says goodbye in every namespace.
  async leave() {
    if (this.manager._readyState !== "open") return;
    const want = this.house.transport === "default" ? "websocket" : this.house.transport;
    const engine = this.manager.engine;
    if (engine.transport.name !== want) {
      await within(`${this.name} to upgrade`, (done) => engine.once("upgrade", done));
    }
    if (engine.transport.name !== want) throw new Error(`${this.name} is on ${engine.transport.name}, not ${want}`);
    for (const socket of Object.values(this.sockets)) socket.disconnect();
  }
}

// House is one run: the people at one server, and what they received.
class House {
  people = new Map();
  connections = 0; // to namespaces, so far
  ids = {}; // socket id -> "Alice" or "Alice/chat", because ids differ from run to run
  lines = [];
  received = []; // since the last step

  constructor(transport, url) {
    this.transport = transport;
    this.url = url;
  }

  person(label, extraHeaders) {
    return new Person(this, label, extraHeaders);
  }

  // connect brings people into the main namespace, one after another. Their upgrades go on meanwhile.
  async connect(...names) {
    for (const name of names) {
      const outcome = await this.person(name).enter();
      if (outcome !== "connected") throw new Error(`${name}: ${outcome}`);
    }
    return Object.fromEntries(this.people);
  }

  // step lets person do something, then writes down what it returned and who received what.
  async step(title, person, act) {
    this.begin(title);
    const answer = await act(person);
    await person.barrier();
    await this.end(answer);
  }

  // gone closes person's connection and waits until witness received event, the only sign of it.
  async gone(title, person, witness, event) {
    this.begin(title);
    const seen = within(`${event} at ${witness.name}`, (done) => witness.sockets["/"].once(event, done));
    await person.close();
    await seen;
    await this.end();
  }

  begin(title) {
    this.received.length = 0;
    this.lines.push(`# ${title}`);
  }

  async end(answer) {
    await Promise.all([...this.people.values()].map((person) => person.barrier()));
    if (answer !== undefined) this.lines.push(`answer ${JSON.stringify(answer)}`);
    const order = [...this.people.keys()]; // one person's events keep their order, persons stand in the order they came
    const rank = (line) => order.findLastIndex((label) => line.startsWith(label)); // Alice(2) begins with Alice
    this.received.sort((a, b) => rank(a) - rank(b));
    this.lines.push(...(this.received.length > 0 ? this.received : ["nobody received anything"]));
  }

  async play(script) {
    try {
      await scripts[script](this);
      for (const person of this.people.values()) await person.leave();
    } catch (err) {
      throw new Error(`${this.transport} at ${this.url}: ${err.message}\n${this.lines.join("\n")}`);
    }
    const text = this.lines.join("\n").replace(/[A-Za-z0-9_-]{20}/g, (id) => (this.ids[id] ? `<${this.ids[id]}>` : id));
    return { transcript: text + "\n", ids: this.ids, connections: this.connections };
  }
}

function within(what, start) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${patience} ms for ${what}`)), patience);
    start((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

async function main(args) {
  const plays = [];
  for (let i = 0; i < args.length; i += 3) plays.push(args.slice(i, i + 3));
  const results = new Array(plays.length);
  let next = 0;
  const worker = async () => {
    while (next < plays.length) {
      const i = next++;
      const [script, transport, url] = plays[i];
      results[i] = await new House(transport, url).play(script);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log(JSON.stringify(results));
}

main(process.argv.slice(2)).catch((err) => {
  console.error(err.message);
  process.exit(1);
});
