// gopacket JOB FILE [LIMIT]: decode (DecodingLayerParser) or track (reassembly).
package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcap"
	"github.com/google/gopacket/reassembly"
)

var packets, check, sessions, payload uint64

// A stream of reassembly, as its own example follows one: with the state machine.
type stream struct{ machine *reassembly.TCPSimpleFSM }

func (s *stream) Accept(tcp *layers.TCP, _ gopacket.CaptureInfo, direction reassembly.TCPFlowDirection,
	_ reassembly.Sequence, _ *bool, _ reassembly.AssemblerContext) bool {
	return s.machine.CheckState(tcp, direction)
}

func (s *stream) ReassembledSG(bytes reassembly.ScatterGather, _ reassembly.AssemblerContext) {
	length, _ := bytes.Lengths()
	payload += uint64(len(bytes.Fetch(length)))
}

func (s *stream) ReassemblyComplete(reassembly.AssemblerContext) bool { return true }

type streams struct{}

func (streams) New(_, _ gopacket.Flow, _ *layers.TCP, _ reassembly.AssemblerContext) reassembly.Stream {
	sessions++
	options := reassembly.TCPSimpleFSMOptions{SupportMissingEstablishment: true}
	return &stream{machine: reassembly.NewTCPSimpleFSM(options)}
}

type context struct{ info gopacket.CaptureInfo }

func (c *context) GetCaptureInfo() gopacket.CaptureInfo { return c.info }

func peak() uint64 {
	status, _ := os.ReadFile("/proc/self/status")
	match := regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)
	kilobytes, _ := strconv.ParseUint(string(match[1]), 10, 64)
	return kilobytes * 1024
}

func main() {
	job, file := os.Args[1], os.Args[2]
	var limit uint64
	if len(os.Args) > 3 {
		limit, _ = strconv.ParseUint(os.Args[3], 10, 64)
	}
	begin := time.Now()
	handle, err := pcap.OpenOffline(file)
	if err != nil {
		panic(err)
	}
	var ethernet layers.Ethernet
	var ip layers.IPv4
	var tcp layers.TCP
	var udp layers.UDP
	var data gopacket.Payload
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &ethernet, &ip, &tcp, &udp, &data)
	parser.IgnoreUnsupported = true
	found := make([]gopacket.LayerType, 0, 8)
	reassembler := reassembly.NewAssembler(reassembly.NewStreamPool(streams{}))
	for packets != limit || limit == 0 {
		bytes, info, err := handle.ZeroCopyReadPacketData()
		if err == io.EOF {
			break
		} else if err != nil {
			panic(err)
		}
		packets++
		_ = parser.DecodeLayers(bytes, &found)
		for _, layer := range found {
			switch layer {
			case layers.LayerTypeIPv4:
				check += uint64(ip.Length) + uint64(ip.TTL)
			case layers.LayerTypeUDP:
				check += uint64(udp.SrcPort) + uint64(udp.DstPort)
			case layers.LayerTypeTCP:
				check += uint64(tcp.SrcPort) + uint64(tcp.DstPort)
				if job == "track" {
					reassembler.AssembleWithContext(ip.NetworkFlow(), &tcp, &context{info})
				}
			}
		}
	}
	reassembler.FlushAll()
	ns := time.Since(begin).Nanoseconds()
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	fmt.Printf(`{"packets":%d,"ns":%d,"cpu_ns":%d,"check":%d,"sessions":%d,"payload":%d,"rss":%d}`+"\n",
		packets, ns, usage.Utime.Nano()+usage.Stime.Nano(), check, sessions, payload, peak())
}
