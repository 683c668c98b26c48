import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { TextInput } from '../../ui/fields.tsx';
import { useStore } from './store.ts';

const quarterMs = 90 * 86_400_000;

/** A finding that stays for now: who answers for it, why, and until when. */
export function AcceptButton({ rule, title }: { rule: string; title: string }) {
  const { accept } = useStore();
  const [reason, setReason] = useState('');
  const [by, setBy] = useState('');
  const [until, setUntil] = useState(() => new Date(Date.now() + quarterMs).toISOString().slice(0, 10));
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(Date.parse(until));
  return (
    <DialogTrigger>
      <Button className="button small" aria-label={`Accept: ${title}`}>
        Accept…
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog>
            {({ close }) => (
              <form
                onSubmit={(event) => {
                  event.preventDefault();
                  close();
                  void accept(rule, { reason: reason.trim(), by: by.trim(), until });
                }}
              >
                <Heading slot="title">Accept this finding?</Heading>
                <p>{title}. It is not counted until the day, and comes back earlier if what was found is another.</p>
                <TextInput label="Reason" value={reason} onChange={setReason} isRequired />
                <TextInput label="Who answers for it" value={by} onChange={setBy} isRequired />
                <TextInput
                  label="Until"
                  value={until}
                  onChange={setUntil}
                  placeholder="2027-03-31"
                  error={isDay ? undefined : 'A day such as 2027-03-31.'}
                  isRequired
                />
                <div className="actions">
                  <Button className="button" onPress={close}>
                    Cancel
                  </Button>
                  <Button className="button primary" type="submit" isDisabled={!reason.trim() || !by.trim() || !isDay}>
                    Accept
                  </Button>
                </div>
              </form>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
