// What buttons and keys do.

import { $, post, say } from '/dom.mjs';
import { show_export, show_filter, show_help, show_open, show_problem } from '/dialogs.mjs';
import { picture_of } from '/picture.mjs';

const STEP = 0.25; // of the range, that a key moves by

/**
 * @param {object} page  { data, range, list, bands, details, selection, theme, view, update(),
 * follow(on) }
 */
export function actions_of(page) {
  const { data, range, list, bands, details, selection, theme } = page;
  const grid = () => page.grid();
  const act = (path, body) => post(path, body).catch(({ message }) => show_problem(message));
  const is_list = () => grid() === list;

  const chosen_rows = () =>
    is_list() ? [...list.rows] : [...bands.rows].flatMap((number) => bands.rows_of(number));

  const move = (by) => grid().choose(grid().chosen === -1 ? 0 : grid().chosen + by);

  function only_connection() {
    const row = is_list()
      ? list.rows[list.chosen]
      : bands.rows_of(bands.rows[bands.chosen] ?? -1)[0];
    const is_all = selection.only !== -1 || row === undefined;
    selection.only = is_all ? -1 : data.rows.columns.connection[row];
    say(is_all ? 'all connections' : `connection ${selection.only} only`);
    page.update();
  }

  /** The row before or after on the same connection. */
  function step_on_connection(by) {
    const { connection } = data.rows.columns;
    if (!is_list() || list.chosen === -1) return;
    const { rows } = list;
    const of = connection[rows[list.chosen]];
    let place = list.chosen + by;
    while (place >= 0 && place < rows.length && connection[rows[place]] !== of) place += by;
    if (place >= 0 && place < rows.length) list.choose(place);
  }

  return {
    move,
    move_page: (by) => move(by * grid().visible),
    only_connection,
    step_on_connection,
    open_chosen: () => grid().chosen !== -1 && grid().how.on_open(grid().rows[grid().chosen]),
    follow: () => page.follow(!page.view.follow),
    run: () => data.state.over || act(data.state.running ? '/api/stop' : '/api/start'),
    clear: () => act('/api/clear'),
    zoom: (factor) => range.zoom(factor, 0.5, grid().width),
    zoom_all: () => range.all(),
    pan: (by) => range.pan(by * STEP, 1),
    show_tab: (name) => details.show_tab(name),
    export_rows: () => show_export(chosen_rows(), () => picture_of(grid(), theme)),
    help: show_help,
    open_file: show_open,
    set_filter: () => show_filter(data.state.filter),
  };
}

/** Buttons do what the keys do. */
export function listen_to_buttons(actions, show_view) {
  const buttons = {
    run: actions.run,
    clear: actions.clear,
    'device-filter': actions.set_filter,
    open: actions.open_file,
    export: actions.export_rows,
    help: actions.help,
    follow: actions.follow,
    'zoom-in': () => actions.zoom(0.5),
    'zoom-out': () => actions.zoom(2),
    'zoom-all': actions.zoom_all,
    'tab-list': () => show_view('list'),
    'tab-bands': () => show_view('bands'),
  };
  for (const [id, action] of Object.entries(buttons)) $(id).addEventListener('click', action);
}
