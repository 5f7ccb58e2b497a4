// Starts one official server and runs a script on it; see official.go.
// argv: {"name", "source", "options", "engine"}. Reports its port on descriptor 3.
const fs = require("fs");
const http = require("http");
const vm = require("vm");

const config = JSON.parse(process.argv[1]);
const httpServer = http.createServer();
const options = config.options || {};
const io = config.engine
  ? require("engine.io").attach(httpServer, options)
  : new (require("socket.io").Server)(httpServer, options);

const names = ["io", "httpServer", "require", "console"];
const script = vm.compileFunction(config.source, names, { filename: config.name });
script(io, httpServer, require, console);

httpServer.listen(0, "127.0.0.1", () => {
  fs.writeSync(3, `${httpServer.address().port}\n`);
});
process.stdin.resume().on("end", () => process.exit());
