export default function esm(session, { post, worker, workers, data }) {
  session.on('complete', () => post({ worker, workers, data, name: session.device_name }));
}
