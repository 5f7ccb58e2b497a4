// The House with its handler for join switched off: asking is not joining.
io.on("connection", (socket) => {
  socket.removeAllListeners("join");
});
