// The Gate: texts only, of a proper length, not too fast, under the name that the connection has.
const atOnce = 5; // messages
const perSecond = 5;

io.on("connection", (socket) => {
  const { name = "" } = socket.handshake.auth;
  console.log(`a user connected ${socket.id}`);
  let left = atOnce; // messages that may still come at once
  let seen = Date.now(); // when the last one came

  function inTime(now) {
    const regained = ((now - seen) / 1000) * perSecond;
    left = Math.min(atOnce, left + regained);
    seen = now;
    if (left < 1) return false;
    left--;
    return true;
  }

  socket.on("chat message", (...values) => {
    const asked = typeof values.at(-1) === "function";
    const ack = asked ? values.pop() : () => {};
    let why = check(values[0]);
    if (!inTime(Date.now())) why = "too fast";
    if (why) {
      ack({ ok: false, why });
      return;
    }
    const text = values[0].trim();
    io.emit("chat message", { from: name, text });
    ack({ ok: true });
  });

  socket.on("disconnect", (reason) => {
    console.log(`user disconnected ${socket.id} (${reason})`);
  });
});

// Says why a value is refused, "" if it is not.
function check(value) {
  if (typeof value !== "string") return "text only";
  const { length } = [...value.trim()];
  if (length < 1 || length > 200) return "1 to 200 characters";
  return "";
}
