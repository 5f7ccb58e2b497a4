// The kitchen that gives receipts: at once, after a while, or never. It asks for receipts as well.
let orders = 0; // done so far

io.on("connection", (socket) => {
  console.log(`a user connected ${socket.id}`);

  function order(item, ack) {
    orders++;
    console.log(`order ${orders}: ${item}`);
    ack?.({ no: orders, ok: true }); // that is the receipt
  }

  socket.on("order", order);

  // Two seconds, whether or not the client waits that long.
  socket.on("slow", (item, ack) => {
    setTimeout(() => order(item, ack), 2000);
  });

  socket.on("silent", (item) => {
    console.log(`no receipt: ${item}`);
  });

  // Without a limit a broadcast gives up at once.
  socket.on("roll call", (ms, ack) => {
    const all = ms > 0 ? io.timeout(ms) : io;
    all.emit("are you there", (err, answers) => {
      ack?.({ answers, ok: !err, why: err?.message });
    });
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});
