import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { startNodeMutation } from '../graph/actions.js';
import { ask, type Answer } from '../graph/ask.js';
import { cloudsQuery } from '../graph/operations.js';
import { openForm } from '../state/overlays.js';
import { done } from './doing.js';
import { closeAround, Modal } from './modal.js';
import { Empty, Problem } from './panel.js';

interface Offer {
  readonly nativeId: string;
  readonly name: string;
}

interface Clouds {
  readonly clouds:
    | readonly {
        readonly name: string;
        readonly images: { readonly nodes: readonly Offer[] } | null;
        readonly sizes: { readonly nodes: readonly Offer[] } | null;
      }[]
    | null;
}

/** Starts a node of a cloud. */
export function StartForm(): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Clouds>>();
  const [name, setName] = useState('');
  const [cloudName, setCloud] = useState<string>();
  const [image, setImage] = useState<string>();
  const [size, setSize] = useState<string>();
  useEffect(() => void ask<Clouds>(cloudsQuery).then(setAnswer), []);
  const clouds = answer?.data?.clouds ?? [];
  const cloud = clouds.find((one) => one.name === cloudName) ?? clouds[0];
  const images = cloud?.images?.nodes ?? [];
  const sizes = cloud?.sizes?.nodes ?? [];
  const input = {
    cloud: cloud?.name,
    name: name.trim(),
    imageId: image ?? images[0]?.nativeId,
    sizeId: size ?? sizes[0]?.nativeId,
  };
  const ready = input.name !== '' && input.imageId !== undefined && input.sizeId !== undefined;
  return (
    <Modal name="Start a node" class="form" close={() => (openForm.value = undefined)}>
      <form
        method="dialog"
        onSubmit={() => void done(startNodeMutation, { input }, `Starting ${input.name}`)()}
      >
        <h2>Start a node</h2>
        <Problem text={answer?.problem} />
        {answer === undefined ? <Empty title="Loading clouds…" /> : null}
        <label>
          Name
          <input
            value={name}
            autofocus
            required
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <Choice
          name="Cloud"
          offers={clouds.map((one) => ({ nativeId: one.name, name: one.name }))}
          choose={(next) => {
            setCloud(next);
            setImage(undefined);
            setSize(undefined);
          }}
        />
        <Choice key={`images ${cloud?.name}`} name="Image" offers={images} choose={setImage} />
        <Choice key={`sizes ${cloud?.name}`} name="Size" offers={sizes} choose={setSize} />
        <p class="buttons">
          <button type="button" onClick={({ currentTarget }) => closeAround(currentTarget)}>
            Close
          </button>
          <button type="submit" class="main" disabled={!ready}>
            Start
          </button>
        </p>
      </form>
    </Modal>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly offers: readonly Offer[];
  readonly choose: (nativeId: string) => void;
}

function Choice({ name, offers, choose }: ChoiceProps): JSX.Element {
  return (
    <label>
      {name}
      <select onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {offers.map((offer) => (
          <option key={offer.nativeId} value={offer.nativeId}>
            {offer.name}
          </option>
        ))}
      </select>
    </label>
  );
}
