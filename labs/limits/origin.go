package limits

import (
	"slices"

	"socketlab/labs/socketio"
)

// ownPages refuses browsers that show another site's page. Programs that are no browsers send no origin, or any.
func ownPages(socket *socketio.Socket) error {
	h := socket.Handshake()
	origin := h.Headers.Get("Origin")
	own := []string{"", "http://" + h.Host, "https://" + h.Host}
	if !slices.Contains(own, origin) {
		return &socketio.Error{Message: "wrong origin"}
	}
	return nil
}
