// A client of WebSockets: examples/chatroom.
import { Client } from "./client.js";

export const cases: { [name: string]: (world: { baseUrl: string; run: string }) => Promise<void> } = {
  async "a WebSocket is opened"({ baseUrl, run }) {
    const client = new Client({ baseUrl });
    const args = { path: { room: `room-${run}` }, query: { user: "Ann & Bob" } };
    const address = client.url.enter(args).href;
    if (address !== `${baseUrl.replace("http", "ws")}/rooms/room-${run}?user=Ann+%26+Bob`) throw new Error(address);
    const socket = client.enter(args);
    try {
      const heard = await new Promise<string>((resolve, reject) => {
        socket.onmessage = ({ data }) => resolve(String(data));
        socket.onerror = () => reject(new Error("no WebSocket"));
      });
      if (!heard.includes("Ann & Bob")) throw new Error(heard);
    } finally {
      socket.close();
    }
  },
};
