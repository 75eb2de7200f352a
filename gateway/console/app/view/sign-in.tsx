import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { change } from '../graph/ask.js';
import { loginMutation } from '../graph/operations.js';
import { token } from '../state/session.js';
import { Problem } from './panel.js';

/** Name and password; the token stays in this page's memory. */
export function SignIn({ signedIn }: { readonly signedIn: () => Promise<void> }): JSX.Element {
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const signIn = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    setBusy(true);
    const { data, problem: refused } = await change<{ readonly login: { readonly token: string } | null }>(
      loginMutation,
      { input: { name: given.get('name'), password: given.get('password') } },
    );
    setBusy(false);
    setProblem(refused);
    if (!data?.login) return;
    token.value = data.login.token;
    await signedIn();
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(event.currentTarget);
        }}
      >
        <h1>Infragraph</h1>
        <Problem text={problem} />
        <label>
          Name
          <input name="name" autocomplete="username" required autofocus />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" class="main" disabled={busy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
