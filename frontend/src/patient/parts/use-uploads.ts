import { useEffect, useState } from "preact/hooks";
import type { QueueView, UploadQueue } from "../../recording/upload-types";
import { type UploadSummary, uploadSummary } from "./upload-line";

/** Opens the queue that outlives the page; `null` until it is open, or where storage is forbidden. */
export function useQueue(open: () => Promise<UploadQueue>): UploadQueue | null {
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  useEffect(() => {
    // A browser that forbids storage can still show today's list; recording says so itself.
    open().then(setQueue, () => setQueue(null));
  }, []);
  return queue;
}

/** The queue's state; `null` until it is known. */
export function useQueueView(queue: UploadQueue | null): QueueView | null {
  const [view, setView] = useState<QueueView | null>(null);
  useEffect(() => queue?.subscribe(setView), [queue]);
  return view;
}

/** The queue's state in one sentence. */
export function useUploads(queue: UploadQueue | null): UploadSummary {
  const view = useQueueView(queue);
  return view === null ? { kind: "empty" } : uploadSummary(view);
}
