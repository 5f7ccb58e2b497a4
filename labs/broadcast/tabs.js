// The Switchboard with a room for each user, where all of the user's tabs are.
io.on("connection", (socket) => {
  socket.join(`user:${socket.handshake.auth.name}`);
});
