// No page of another site gets in. Programs that are no browsers send no origin, or any.
io.use((socket, next) => {
  const { origin, host } = socket.handshake.headers;
  const own = [undefined, `http://${host}`, `https://${host}`];
  if (own.includes(origin)) next();
  else next(new Error("wrong origin"));
});
