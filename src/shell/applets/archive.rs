//! Applets that pack and unpack: gzip and its kin, tar. It must not know other applets.

mod deflate;
mod gzip;
mod header;
mod inflate;
mod tar;
mod unpack;

use crate::shell::applet::Applet;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "gzip", usage: "[-cfkdt] [FILE]...", run: |call| Box::pin(gzip::gzip(call)) },
    Applet { name: "gunzip", usage: "[-cfkt] [FILE]...", run: |call| Box::pin(gzip::gzip(call)) },
    Applet { name: "zcat", usage: "[FILE]...", run: |call| Box::pin(gzip::gzip(call)) },
    Applet {
        name: "tar",
        usage: "c|x|t [-zJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...",
        run: |call| Box::pin(tar::tar(call)),
    },
];
