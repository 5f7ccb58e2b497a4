// Package socketio is a Socket.IO v5 server: namespaces, rooms, events,
// acknowledgements, on top of package engineio.
package socketio
