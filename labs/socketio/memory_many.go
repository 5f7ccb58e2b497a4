package socketio

import "context"

// FetchSockets lists the sockets that the target means.
func (m *Memory) FetchSockets(_ context.Context, t Target) ([]RemoteSocket, error) {
	list := m.collect(t)
	sockets := make([]RemoteSocket, len(list))
	for i, s := range list {
		sockets[i] = s
	}
	return sockets, nil
}

// AddSockets makes the sockets that the target means join rooms.
func (m *Memory) AddSockets(t Target, rooms ...string) error {
	for _, s := range m.collect(t) {
		m.AddAll(s, rooms...)
	}
	return nil
}

// DelSockets makes them leave rooms.
func (m *Memory) DelSockets(t Target, rooms ...string) error {
	for _, s := range m.collect(t) {
		for _, room := range rooms {
			m.Del(s, room)
		}
	}
	return nil
}

// DisconnectSockets disconnects them.
func (m *Memory) DisconnectSockets(t Target, closeConnection bool) error {
	for _, s := range m.collect(t) {
		s.Disconnect(closeConnection)
	}
	return nil
}
