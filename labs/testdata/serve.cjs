// Runs official servers, all in this process. Reads one line of JSON, [{"name", "source", "options"}, …]; reports their
// ports on descriptor 3, one a line, in the same order. What a server logs is printed as NUMBER JSON, one line each.
const fs = require("fs");
const http = require("http");
const readline = require("readline");
const util = require("util");
const vm = require("vm");
const { Server } = require("socket.io");

async function start({ name, source, options }, number) {
  const httpServer = http.createServer();
  const io = new Server(httpServer, options);
  const log = (...values) => process.stdout.write(`${number} ${JSON.stringify(util.format(...values))}\n`);
  const script = vm.compileFunction(source, ["io", "console"], { filename: name });
  script(io, { ...console, log });
  await new Promise((listening) => httpServer.listen(0, "127.0.0.1", listening));
  return httpServer.address().port;
}

const input = readline.createInterface({ input: process.stdin });
input.once("line", async (line) => {
  const ports = await Promise.all(JSON.parse(line).map(start));
  fs.writeSync(3, ports.map((port) => `${port}\n`).join(""));
});
input.on("close", () => process.exit());
