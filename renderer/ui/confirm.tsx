import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A button that asks once more before it acts. */
export function ConfirmButton({
  label,
  title,
  text,
  onConfirm,
}: {
  label: string;
  title: string;
  text: string;
  onConfirm: () => void;
}) {
  return (
    <DialogTrigger>
      <Button className="button small">{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                <p>{text}</p>
                <div className="actions">
                  <Button className="button" onPress={close} autoFocus>
                    Keep it
                  </Button>
                  <Button
                    className="button danger"
                    onPress={() => {
                      close();
                      onConfirm();
                    }}
                  >
                    {label}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
