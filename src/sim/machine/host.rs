//! The node's own processes, among which the containers of a Pod with `hostPID` live. It must not know Pods.

use crate::world::{Fs, PidSpace};

use super::{Machine, NODE_NAME, of_node, programs, spec};

/// What runs on a node, with the PIDs that are given to others before it.
const DAEMONS: [(&[&str], u32); 3] = [
    (&["/sbin/init"], 0),
    (&["/usr/local/bin/containerd"], 105),
    (&["/usr/bin/kubelet", "--config=/var/lib/kubelet/config.yaml"], 113),
];
/// PIDs that a node has given before the first Pod comes.
const USED: u32 = 1200;

impl Machine {
    /// The node's PID namespace.
    pub(super) fn node_pids(&mut self) -> PidSpace {
        if let Some(pids) = self.node_pids {
            return pids;
        }
        let pids = self.world.add_pids();
        self.node_pids = Some(pids);
        let root = self.world.add_fs(Fs::new("overlay", "overlay"));
        let cell = self.world.add_cell(self.budget);
        let spec = spec(NODE_NAME, root, self.node_net, pids, cell, NODE_NAME);
        let Ok(container) = self.world.add_container(spec) else { return pids };
        for (argv, before) in DAEMONS {
            self.world.skip_pids(pids, before);
            let process = of_node(argv);
            // A daemon that could not start would only be missing from `ps`.
            let _ = self.world.start_native(container, process, programs::daemon);
        }
        self.world.skip_pids(pids, USED);
        pids
    }
}
