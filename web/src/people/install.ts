/** The browser's offer to put the app on the home screen, kept until the person asks for it. */

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallEvent | null = null;

export function keepInstallOffer(): void {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as InstallEvent;
  });
}

export function canInstall(): boolean {
  return offer !== null;
}

export async function install(): Promise<void> {
  const now = offer;
  offer = null;
  await now?.prompt();
}
