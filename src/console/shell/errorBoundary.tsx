import { Component, type ReactNode } from 'react';
import { BrokenScreen } from './brokenScreen.tsx';

interface Props {
  readonly children: ReactNode;
  /** Where it changes, the screen gets another chance. */
  readonly place: string;
}

interface State {
  readonly failure: { readonly error: unknown } | null;
  readonly place: string;
}

/** Keeps a screen that broke from taking the frame with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failure: null, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { failure: null, place };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure === null ? this.props.children : <BrokenScreen error={failure.error} />;
  }
}
