//! How many bytes a value moves between host and guest.

/// A value whose bytes are charged for. Numbers and the like are in the price of the call.
pub(crate) trait Size {
    fn size(&self) -> usize;
}

macro_rules! in_the_price {
    ($($type:ty),*) => {$(
        impl Size for $type {
            fn size(&self) -> usize {
                0
            }
        }
    )*};
}

in_the_price!((), bool, u32, u64, f64);

impl Size for str {
    fn size(&self) -> usize {
        self.len()
    }
}

impl Size for String {
    fn size(&self) -> usize {
        self.len()
    }
}

impl<T: Size + ?Sized> Size for &T {
    fn size(&self) -> usize {
        (**self).size()
    }
}

impl<T: Size> Size for Option<T> {
    fn size(&self) -> usize {
        self.as_ref().map_or(0, Size::size)
    }
}

impl<T: Size> Size for [T] {
    fn size(&self) -> usize {
        // An element itself takes room too, or else a list of empty texts would be free.
        self.iter().map(|item| item.size() + size_of::<T>()).sum()
    }
}

impl<T: Size> Size for Vec<T> {
    fn size(&self) -> usize {
        self.as_slice().size()
    }
}

impl Size for u8 {
    fn size(&self) -> usize {
        0
    }
}

impl<T: Size, E: Size> Size for Result<T, E> {
    fn size(&self) -> usize {
        match self {
            Ok(value) => value.size(),
            Err(error) => error.size(),
        }
    }
}

macro_rules! sum_of_members {
    ($($name:ident),*) => {
        impl<$($name: Size),*> Size for ($($name,)*) {
            #[allow(non_snake_case)]
            fn size(&self) -> usize {
                let ($($name,)*) = self;
                0 $(+ $name.size())*
            }
        }
    };
}

sum_of_members!(A, B);
sum_of_members!(A, B, C);
sum_of_members!(A, B, C, D);

/// `Size` of a record: the sum over the members named.
macro_rules! sized_record {
    ($type:ty { $($member:ident),* }) => {
        impl Size for $type {
            fn size(&self) -> usize {
                0 $(+ self.$member.size())*
            }
        }
    };
}
pub(crate) use sized_record;
