// The clock of the House log: it speaks every second, and nobody has asked.
let n = 0;

setInterval(() => {
  n++;
  io.emit("tick", { n });
}, 1000);
