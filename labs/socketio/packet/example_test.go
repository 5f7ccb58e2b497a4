package packet_test

import (
	"fmt"

	"socketlab/labs/socketio/packet"
)

// A packet with binary data comes as a text message and one message for each attachment.
func ExampleDecoder() {
	var d packet.Decoder
	_, complete, err := d.Add([]byte(`51-/chat,7["image",{"_placeholder":true,"num":0}]`), false)
	fmt.Println(complete, err)
	p, complete, err := d.Add([]byte{0xff, 0xd8}, true)
	fmt.Println(complete, err)

	data, _ := p.Elements().At(0).Bytes()
	fmt.Printf("%s %s %d %x\n", p.Namespace, p.Name, p.ID, data)

	_, _, err = d.Add([]byte(`2{"no":"list"}`), false)
	fmt.Println(err != nil)
	// Output:
	// false <nil>
	// true <nil>
	// /chat image 7 ffd8
	// true
}

func ExampleEncodeEvent() {
	data, attachments, err := packet.EncodeEvent("image", []any{"a.jpg", []byte{0xff, 0xd8}})
	p := packet.Packet{Type: packet.Event, Namespace: "/", Data: data, Attachments: attachments}
	fmt.Println(string(p.Text()), len(p.Attachments), err)
	// Output:
	// 51-["image","a.jpg",{"_placeholder":true,"num":0}] 1 <nil>
}
