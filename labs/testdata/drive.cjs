// Drives one lab with the official client and prints what everybody received, step by step.
//
//	node drive.cjs SCRIPT polling|websocket|default URL
//
// "Nobody else received it" needs no sleep: after each step the actor, then everybody, asks for a namespace that does not
// exist. Packets of one connection keep their order, so the refusal comes behind whatever the server sent before it.
const { Manager } = require("socket.io-client");

const [script, transport, url] = process.argv.slice(2);
const patience = 10_000; // ms, for a loaded machine
const people = new Map();
const ids = {}; // socket id -> "Alice" or "Alice/chat", because ids differ from run to run
const lines = [];
let received = []; // since the last step

class Person {
  constructor(name) {
    this.name = name;
    const transports = transport === "default" ? undefined : [transport];
    this.manager = new Manager(url, { autoConnect: false, reconnection: false, ...(transports && { transports }) });
    this.sockets = {};
    people.set(name, this);
  }

  label(namespace) {
    return namespace === "/" ? this.name : this.name + namespace;
  }

  // enter asks for a namespace and returns "connected" or why it was refused.
  async enter(namespace = "/", auth = {}) {
    const socket = this.manager.socket(namespace, { auth: { name: this.name, ...auth } });
    const label = this.label(namespace);
    this.sockets[namespace] = socket;
    socket.onAny((event, ...args) => {
      const ack = typeof args.at(-1) === "function" ? args.pop() : undefined;
      received.push(`${label} < ${event}${args.map((arg) => " " + JSON.stringify(arg)).join("")}`);
      if (event !== "mute") ack?.(`ok from ${this.name}`);
    });
    socket.on("disconnect", (reason) => received.push(`${label} disconnected (${reason})`));
    const outcome = within(`${label} to connect`, (done) => {
      socket.once("connect", () => done("connected"));
      socket.once("connect_error", (err) => done(`refused: ${err.message}`));
    });
    socket.connect();
    const text = await outcome;
    if (socket.connected) ids[socket.id] = label;
    return text;
  }

  emit(event, ...args) {
    this.sockets["/"].emit(event, ...args);
  }

  // ask emits in a namespace and returns the acknowledgement.
  ask(namespace, event, ...args) {
    return within(`the acknowledgement of ${event}`, (done) => this.sockets[namespace].emit(event, ...args, done));
  }

  async barrier() {
    if (!this.manager.engine || this.manager._readyState !== "open") return;
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

// step lets person do something, then prints what it returned and who received what.
async function step(title, person, act) {
  received = [];
  lines.push(`# ${title}`);
  const answer = await act(person);
  await person.barrier();
  await Promise.all([...people.values()].map((each) => each.barrier()));
  flush(answer);
}

function flush(answer) {
  if (answer !== undefined) lines.push(`answer ${JSON.stringify(answer)}`);
  const order = [...people.keys()]; // one person's events keep their order, persons stand in the order they came
  const rank = (line) => order.findIndex((name) => line.startsWith(name));
  received.sort((a, b) => rank(a) - rank(b));
  lines.push(...(received.length > 0 ? received : ["nobody received anything"]));
}

// gone closes person's connection and waits until witness received event, the only sign of it.
async function gone(title, person, witness, event) {
  received = [];
  lines.push(`# ${title}`);
  const seen = within(`${event} at ${witness.name}`, (done) => witness.sockets["/"].once(event, done));
  await person.close();
  await seen;
  await Promise.all([...people.values()].map((each) => each.barrier()));
  flush();
}

// connect brings people into the main namespace, one after another. Their upgrades go on meanwhile.
async function connect(...names) {
  for (const name of names) {
    const outcome = await new Person(name).enter();
    if (outcome !== "connected") throw new Error(`${name}: ${outcome}`);
  }
  return Object.fromEntries(people);
}

// finish checks that the asked-for transport was used, lets everybody go and prints.
async function finish() {
  const last = transport === "default" ? "websocket" : transport;
  for (const person of people.values()) {
    if (person.manager._readyState !== "open") continue;
    const engine = person.manager.engine;
    if (engine.transport.name !== last) {
      await within(`${person.name} to upgrade`, (done) => engine.once("upgrade", done));
    }
    if (engine.transport.name !== last) throw new Error(`${person.name} is on ${engine.transport.name}, not ${last}`);
    for (const socket of Object.values(person.sockets)) socket.disconnect();
  }
  const text = lines.join("\n").replace(/[A-Za-z0-9_-]{20}/g, (id) => (ids[id] ? `<${ids[id]}>` : id));
  console.log(JSON.stringify({ transcript: text + "\n", ids }));
}

const scripts = require("./scripts.cjs")({ Person, step, gone, connect, people });
scripts[script]().then(finish).catch((err) => {
  console.error(err.message);
  console.error(lines.join("\n"));
  process.exit(1);
});
