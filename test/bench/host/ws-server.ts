/** The broadcast of the README of `ws`, without TLS. What a host can be compared with. `node ws-server.ts PORT` */
import { WebSocket, WebSocketServer } from 'ws'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  backlog: 1024,
})
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data, binary) => {
    for (const client of server.clients)
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary })
  })
})
