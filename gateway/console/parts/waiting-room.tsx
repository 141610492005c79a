import { useWords } from './words-context.tsx';

/** Before the gateway has said who is here. */
export function WaitingRoom({ unreachable, onRetry }: { readonly unreachable: boolean; readonly onRetry: () => void }) {
  const words = useWords();
  return (
    <main className="door" id="main">
      <h1>{words.appName}</h1>
      {unreachable ? (
        <>
          <p className="message message-bad" role="alert">
            {words.signIn.unreachable}
          </p>
          <button type="button" className="button button-main" onClick={onRetry}>
            {words.signIn.retry}
          </button>
        </>
      ) : (
        <p className="muted" role="status">
          {words.signIn.asking}
        </p>
      )}
    </main>
  );
}
