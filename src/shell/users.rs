//! Names of users and groups, from `/etc/passwd` and `/etc/group` of the container.

use crate::world::{Process, text};

/// Users and groups by number and name.
#[derive(Clone, Debug, Default)]
pub struct Users {
    users: Vec<(String, u32, u32)>,
    groups: Vec<(String, u32, Vec<String>)>,
}

impl Users {
    /// Reads both files; what is not there knows nobody.
    pub async fn read(sys: &Process) -> Self {
        let passwd = text::from_bytes(&sys.read_file("/etc/passwd").await.unwrap_or_default());
        let group = text::from_bytes(&sys.read_file("/etc/group").await.unwrap_or_default());
        let users = passwd.lines().filter_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            Some(((*fields.first()?).to_owned(), fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
        });
        let groups = group.lines().filter_map(|line| {
            let fields: Vec<&str> = line.split(':').collect();
            let members = fields.get(3).map(|all| all.split(',').map(str::to_owned).collect()).unwrap_or_default();
            Some(((*fields.first()?).to_owned(), fields.get(2)?.parse().ok()?, members))
        });
        Users { users: users.collect(), groups: groups.collect() }
    }

    /// The name of a user, if there is one.
    #[must_use]
    pub fn user(&self, uid: u32) -> Option<&str> {
        self.users.iter().find(|user| user.1 == uid).map(|user| user.0.as_str())
    }

    /// The name of a group, if there is one.
    #[must_use]
    pub fn group(&self, gid: u32) -> Option<&str> {
        self.groups.iter().find(|group| group.1 == gid).map(|group| group.0.as_str())
    }

    /// A user's number and group by name.
    #[must_use]
    pub fn user_by_name(&self, name: &str) -> Option<(u32, u32)> {
        self.users.iter().find(|user| user.0 == name).map(|user| (user.1, user.2))
    }

    /// A group's number by name.
    #[must_use]
    pub fn group_by_name(&self, name: &str) -> Option<u32> {
        self.groups.iter().find(|group| group.0 == name).map(|group| group.1)
    }

    /// The groups that list a user as a member.
    #[must_use]
    pub fn groups_of(&self, name: &str) -> Vec<u32> {
        self.groups.iter().filter(|group| group.2.iter().any(|member| member == name)).map(|group| group.1).collect()
    }
}
